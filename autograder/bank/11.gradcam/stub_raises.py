def grad_cam(model, layer, images, targets=None):
    raise NotImplementedError("11.gradcam")
