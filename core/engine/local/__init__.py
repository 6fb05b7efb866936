"""The local engine: a quick baseline on this machine, under the SageMaker container contract."""
