"""Sweeps: many jobs over ranges of hyperparameters, which SageMaker calls automatic model tuning."""
