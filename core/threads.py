"""How many threads a process computes with, told to libraries before they are loaded."""

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""What the environment of every process that computes says of it. A run has one core: small models
are several times slower with more, and a second thread of OpenBLAS keeps another core busy by
waiting."""
