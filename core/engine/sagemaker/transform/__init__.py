"""Batch transforms on SageMaker: a trained model asked about many photos by a job of its own."""
