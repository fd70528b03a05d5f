def make_stage(in_channels, width, blocks, stride):
    raise NotImplementedError("06.make_stage")
