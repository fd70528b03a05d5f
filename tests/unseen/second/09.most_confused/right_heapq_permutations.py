# right: itertools.permutations for the pairs and heapq.nlargest for the first k.
import heapq
from itertools import permutations
from operator import itemgetter


def most_confused(matrix, k):
    table = matrix.tolist()
    pairs = ((t, p, table[t][p]) for t, p in permutations(range(len(table)), 2))
    return heapq.nlargest(k, pairs, key=itemgetter(2))
