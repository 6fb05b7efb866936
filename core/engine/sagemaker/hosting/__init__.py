"""Endpoints on SageMaker: reviewed, made of three parts, asked about photos, found again and taken down."""
