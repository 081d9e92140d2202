"""The file format of the claim model (src/core/bk_crf.h): writing it from trained layers."""
import math, struct, re

import numpy as np

MAGIC, FORMAT = 0x4D434B42, 1
COLUMNS = {n: i for i, n in enumerate("w shape p4 s2 s3 kind c1 c2 c3 c4 c5 c6".split())}
OWN = len(COLUMNS)
for n, i in dict(trigger=1, cls=2, hedge=3, unreal=4, tag=5, value=6, name=7, topic=8, type=9, event=10, place=11,
                 word=12, code=13, parted=14, other=15, role=16, pos=17, odds=18, length=19, sure=20, lead=21,
                 start=22, verb=23, ncls=24, pcls=25, nverb=26, pverb=27, rule=28, np=29, syn=30, lying=31,
                 grammar=32).items():
    COLUMNS[n] = OWN + i - 1
IMPOSSIBLE = -1e30


def templates(text):
    """Lines of `column[offset]|column[offset]` or `bag column[from..to]`."""
    out = []
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        m = re.match(r"bag (\w+)\[(-?\d+)\.\.(-?\d+)\]$", line)
        if m:
            out.append((1, 1, [int(m[2]), int(m[3])], [COLUMNS[m[1]]]))
            continue
        cells = [re.match(r"(\w+)\[(-?\d+)\]$", x).groups() for x in line.split("|")]
        out.append((len(cells), 0, [int(o) for _, o in cells], [COLUMNS[c] for c, _ in cells]))
    return out


def power(n):
    k = 1
    while k < n:
        k *= 2
    return k


def read_trained(path, labels):
    """What crf-train wrote: group masks, transitions, first scores, features and their scores."""
    b = open(path, "rb").read()
    count, groups = struct.unpack_from("<II", b)
    at = 8
    masks = struct.unpack_from(f"<{groups}Q", b, at)
    at += 8 * groups
    after = struct.unpack_from(f"<{labels * labels}f", b, at)
    at += 4 * labels * labels
    begin = struct.unpack_from(f"<{labels}f", b, at)
    at += 4 * labels
    row = np.dtype([("key", "<u4"), ("scores", "<f4", (labels,))])
    rows = np.frombuffer(b, row, count, at)
    return masks, after, begin, (rows["key"], rows["scores"])


class Layer:
    def __init__(self, name, classes, chain, templates, trained=None, bias=0.0, prune=0.01, most=190000, points=()):
        self.name, self.classes, self.chain, self.templates = name, classes, chain, templates
        self.labels = 2 * len(classes) + 1 if chain else len(classes)
        self.bias, self.prune, self.points = bias, prune, points
        self.trained, self.most = trained, most


def write(path, version, words, layers):
    """`words`: {hash: (code, ...)}, up to six codes of 16 bits."""
    out = []

    def put(values):
        at = len(out)
        out.extend(values)
        return at

    def floats(values):
        return put(struct.unpack(f"<{len(values)}I", struct.pack(f"<{len(values)}f", *values)))

    def text(s):
        b = s.encode() + b"\0" * (-len(s.encode()) % 4)
        return put(struct.unpack(f"<{len(b) // 4}I", b))

    def f2w(x):
        return struct.unpack("<I", struct.pack("<f", x))[0]

    put([0] * (8 + len(layers)))
    size = power(int(len(words) * 1.15) + 1)
    table = [0] * (4 * size)
    for h in sorted(words):
        i = h & (size - 1)
        while table[4 * i]:
            i = (i + 1) & (size - 1)
        codes = list(words[h]) + [0] * (6 - len(words[h]))
        table[4 * i:4 * i + 4] = [h] + [codes[k] | codes[k + 1] << 16 for k in (0, 2, 4)]
    table_at = put(table)
    version_at = text(version)
    places = []
    for l in layers:
        n = l.labels
        masks, after, begin, features = l.trained or ((), None, None, (np.zeros(0, np.uint32), np.zeros((0, n))))
        if after is None:
            after, begin = [0.0] * (n * n), [0.0] * n
        names = "\0".join([l.name] + l.classes) + "\0"
        names_at = text(names)
        after_at = floats(after)
        exp_at = floats([0.0 if x <= IMPOSSIBLE / 2 else math.exp(x) for x in after])
        begin_at = floats(begin)
        templates_at = put(sum(([t[0] | t[1] << 8 | (t[2][0] & 255) << 16 | ((t[2] + [0] * 4)[1] & 255) << 24,
                                 ((t[2] + [0] * 4)[2] & 255) | ((t[2] + [0] * 4)[3] & 255) << 8
                                 | (t[3] + [0] * 4)[0] << 16 | (t[3] + [0] * 4)[1] << 24,
                                 (t[3] + [0] * 4)[2] | (t[3] + [0] * 4)[3] << 8] for t in l.templates), []))
        keys, scores = features
        strength = np.abs(scores).max(1) if len(keys) else np.zeros(0)
        unit = float(strength.max(initial=0) or 1) / 511
        strongest = np.sort(np.lexsort((keys, -strength))[:l.most])
        scores = np.where(np.abs(scores[strongest]) > l.prune, np.round(scores[strongest] / unit), 0).astype(int)
        kept = {}
        for key, row in zip(keys[strongest].tolist(), scores):
            pairs = [(int(j), int(row[j])) for j in np.flatnonzero(row)]
            if pairs:
                kept[key] = sorted(pairs, key=lambda p: -abs(p[1]))[:63]
        slots = power(int(len(kept) * 1.2) + 1)
        table, pool = [0] * (2 * slots), []
        for key in kept:
            i = key & (slots - 1)
            while table[2 * i + 1]:
                i = (i + 1) & (slots - 1)
            table[2 * i], table[2 * i + 1] = key, len(pool) << 6 | len(kept[key])
            pool += [j << 10 | (q + 512) for j, q in kept[key]]
        count = len(pool)
        pool += [0] * (count % 2)
        slots_at, pool_at = put(table), put([pool[i] | pool[i + 1] << 16 for i in range(0, len(pool), 2)])
        groups_at = put(sum(([m & 0xFFFFFFFF, m >> 32] for m in masks), []))
        points_at = floats([x for p in l.points for x in p])
        places.append(put([n, len(l.templates), slots, count, len(masks), len(l.points), f2w(unit), f2w(l.bias),
                           int(l.chain), names_at, len(names), after_at, exp_at, begin_at, templates_at, slots_at,
                           pool_at, groups_at, points_at, 0]))
    out[0:8] = [MAGIC, FORMAT, len(out), size if words else 0, table_at, version_at, len(version.encode()), len(layers)]
    out[8:8 + len(layers)] = places
    with open(path, "wb") as f:
        f.write(struct.pack(f"<{len(out)}I", *out))
    return 4 * len(out)
