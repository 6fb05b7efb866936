"""Sweeps on SageMaker: hyperparameter tuning jobs, whose jobs are ordinary training jobs."""
