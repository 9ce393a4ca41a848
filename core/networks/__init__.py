"""torch building blocks that recipes share."""
