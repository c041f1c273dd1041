"""Speed, measured: a synthetic set of any size, and benchmarks that run ours beside others."""
