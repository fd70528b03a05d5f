"""Walks to each name's owner and gives .data a clone; a named tuple as the answer."""

from typing import NamedTuple


class Answer(NamedTuple):
    missing: list
    unexpected: list


def load_by_name(model, state_dict):
    answer = Answer([], [])
    places = dict(model.state_dict(keep_vars=True))
    for name, value in state_dict.items():
        if name not in places or places[name].shape != value.shape:
            answer.unexpected.append(name)
            continue
        places.pop(name).data = value.detach().clone()
    answer.missing.extend(places)
    return answer
