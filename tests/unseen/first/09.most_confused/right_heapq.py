# right: itertools.permutations and heapq.nlargest
import heapq
from itertools import permutations
from operator import itemgetter


def most_confused(matrix, k):
    pairs = permutations(range(len(matrix)), 2)
    return heapq.nlargest(k, ((t, p, matrix[t, p].item()) for t, p in pairs), key=itemgetter(2))
