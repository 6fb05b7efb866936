"""What is known of a training job: hyperparameters, state, metrics, progress."""
