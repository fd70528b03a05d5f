"""Replaces the model's own train(), which puts all but the head into eval mode again."""

import types


def freeze_backbone(model):
    for parameter in set(model.parameters()) - set(model.fc.parameters()):
        parameter.requires_grad_(False)

    def train(self, mode=True):
        type(self).train(self, mode)
        for name, child in self.named_children():
            if name != "fc":
                child.eval()
        return self

    model.train = types.MethodType(train, model)
    model.train(model.training)
