"""Where runs are trained: queue, cluster, the process of each run, the probe process."""
