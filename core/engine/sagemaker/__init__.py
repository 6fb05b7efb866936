"""The SageMaker engine: training jobs of the built-in image-classification algorithm in an AWS account."""
