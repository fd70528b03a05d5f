"""The reference ResNet-50 that students' code is compared with.

One file per idea, and one lesson per file, so that the judge can show a student what earlier lessons taught and
nothing more. `model`, `train_utils`, `load_data` and `test_utils` are the original project's four modules and the
best places to start reading. Nothing here knows the autograder.
"""
