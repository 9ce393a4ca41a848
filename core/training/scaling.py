"""Inputs and targets on a common scale, for models that measure distances or descend gradients."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class ChannelScaler:
    """Brings each channel to mean 0 and standard deviation 1, as measured on some examples.

    The channels of a table are its columns: this is scikit-learn's StandardScaler. The pixels of a
    picture share a unit and so, channel by channel, a scale: to scale each pixel by itself would
    blow up those at the rim that are almost always empty: of the validation part of `digits` the
    nearest neighbours would name 0.95 rightly instead of 0.99.
    """

    def __init__(self, inputs: NDArray[np.float32]) -> None:
        """Measure the examples `inputs`: (example, channel, ...)."""
        from sklearn.preprocessing import StandardScaler

        channels, _ = _columns(inputs)
        self._scaler = StandardScaler().fit(channels)

    def __call__(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return other examples of the same shape, scaled alike."""
        channels, shape = _columns(inputs)
        return np.moveaxis(self._scaler.transform(channels).reshape(shape), -1, 1)


def _columns(inputs: NDArray[np.float32]) -> tuple[NDArray[np.float32], tuple[int, ...]]:
    """Lay (example, channel, ...) out with a column a channel; also return the shape before that.

    Constant channels, which have no deviation, stay as they are but for their mean.
    """
    last = np.moveaxis(inputs, 1, -1)
    return last.reshape(-1, last.shape[-1]), last.shape


class TargetScaler:
    """Brings targets to mean 0 and standard deviation 1, as measured on some, and back.

    So a step size or a penalty means the same whether a price is told in euros or in cents.
    """

    def __init__(self, targets: NDArray[np.generic]) -> None:
        """Measure `targets`: (example,). If they are all alike, only their mean is taken off."""
        known = targets.astype(np.float64)
        self.mean = float(known.mean())
        self.deviation = float(known.std()) if np.ptp(known) else 1.0

    def __call__(self, targets: NDArray[np.generic]) -> NDArray[np.float64]:
        """Return other targets, scaled alike."""
        return (targets.astype(np.float64) - self.mean) / self.deviation

    def back(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return scaled values in the target's own unit."""
        return values * self.deviation + self.mean
