def make_stage(in_channels, width, blocks, stride):
    return None
