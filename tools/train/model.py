"""The file format of the claim model (src/core/bk_crf.h): writing it from trained layers."""
import math, struct, re

import numpy as np

MAGIC, FORMAT, LANES, CHECK = 0x4D434B42, 2, 16, 2
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


def row_of(labels):
    return np.dtype([("key", "<u4"), ("scores", "<f4", (labels,))])


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
    rows = np.frombuffer(b, row_of(labels), count, at)
    return masks, after, begin, (rows["key"], rows["scores"])


def average(paths, labels, to):
    """Of several trainings on the same features one, written as `read_trained` wants it."""
    masks, after, begin, rows = zip(*(read_trained(path, labels) for path in paths))
    keys = rows[0][0]
    assert all(m == masks[0] for m in masks) and all((k == keys).all() for k, _ in rows), "other features"
    mean = np.zeros(len(keys), row_of(labels))
    mean["key"], mean["scores"] = keys, np.mean([scores for _, scores in rows], 0)
    with open(to, "wb") as f:
        f.write(struct.pack(f"<II{len(masks[0])}Q", len(keys), len(masks[0]), *masks[0]))
        for x in (after, begin):
            f.write(np.mean(x, 0, dtype=np.float64).astype("<f4").tobytes())
        f.write(mean.tobytes())


class Layer:
    def __init__(self, name, classes, chain, templates, trained=None, bias=0.0, prune=0.01, most=190000, points=()):
        self.name, self.classes, self.chain, self.templates = name, classes, chain, templates
        self.labels = 2 * len(classes) + 1 if chain else len(classes)
        self.bias, self.prune, self.points = bias, prune, points
        self.trained, self.most = trained, most


def part(trained, groups, classes):
    """Of a chain's groups and classes (0-based) some alone: as `read_trained` gives a whole."""
    masks, after, begin, (keys, scores) = trained
    labels = [0] + [l for k in classes for l in (2 * k + 1, 2 * k + 2)]
    for m in masks[groups]:
        assert all(l in labels for l in range(scores.shape[1]) if m >> l & 1), "a group has a label of no class here"
    masks = [sum(1 << i for i, l in enumerate(labels) if m >> l & 1) for m in masks[groups]]
    n, own = scores.shape[1], np.array(labels)
    after = np.array(after).reshape(n, n)[np.ix_(own, own)].ravel().tolist()
    return masks, after, np.array(begin)[own].tolist(), (keys, scores[:, own])


def mix(keys, value):
    h = (keys ^ value) * np.uint64(0x9E3779B1) & np.uint64(0xFFFFFFFF)
    return h ^ h >> np.uint64(15)


def perfect(keys, spare=1.03, tries=1 << 16):
    """A row for each key, and the shifts that choose it: the keys that share a shift are placed together, most first."""
    keys = np.asarray(keys, np.uint64)
    rows, shifts = int(len(keys) * spare) + 1, len(keys) // 4 + 1
    bucket = (keys * np.uint64(shifts) >> np.uint64(32)).astype(int)
    order = np.argsort(bucket, kind="stable")
    sizes = np.bincount(bucket, minlength=shifts)
    ends = np.cumsum(sizes)
    free, shift, places = np.ones(rows, bool), np.zeros(shifts, np.uint16), np.zeros(len(keys), int)
    for b in np.argsort(-sizes, kind="stable"):
        n = sizes[b]
        if not n:
            break
        own = order[ends[b] - n:ends[b]]
        first, at_once = 0, 8
        while first + at_once <= tries:
            d = np.arange(first, first + at_once, dtype=np.uint64)
            at = (mix(keys[own][None, :], d[:, None]) * np.uint64(rows) >> np.uint64(32)).astype(int)
            good = free[at].all(1)
            if n > 1:
                s = np.sort(at, 1)
                good &= (s[:, 1:] != s[:, :-1]).all(1)
            if good.any():
                k = int(np.argmax(good))
                shift[b], places[own] = first + k, at[k]
                free[at[k]] = False
                break
            first, at_once = first + at_once, at_once * 2
        else:
            return perfect(keys, spare * 1.05, tries)
    return rows, shift, places


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

    def packed(values):
        b = values.tobytes()
        return np.frombuffer(b + b"\0" * (-len(b) % 4), np.uint32).tolist()

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
        strength = np.abs(scores).max(1, initial=0)
        unit = float(strength.max(initial=0) or 1) / 127
        kept = np.sort(np.lexsort((keys, -strength))[:l.most])
        kept = kept[(strength[kept] > l.prune) & (keys[kept] != 0)]
        keys, scores = keys[kept], scores[kept]
        scores = np.round(scores / unit).astype(np.int8)
        rows, shift, at = perfect(keys)
        width = -(-(CHECK + n) // LANES) * LANES
        row = np.zeros((rows, width), np.int8)
        row[at, :CHECK] = keys.astype("<u2").view(np.int8).reshape(-1, CHECK)
        row[at, CHECK:CHECK + n] = scores
        shifts_at = put(packed(shift))
        put([0] * (-len(out) % 16))
        rows_at = put(packed(row))
        groups_at = put(sum(([m & 0xFFFFFFFF, m >> 32] for m in masks), []))
        points_at = floats([x for p in l.points for x in p])
        places.append(put([n, len(l.templates), rows, width, len(shift), len(masks), len(l.points), f2w(unit),
                           f2w(l.bias), int(l.chain), names_at, len(names), after_at, exp_at, begin_at, templates_at,
                           shifts_at, rows_at, groups_at, points_at]))
    out[0:8] = [MAGIC, FORMAT, len(out), size if words else 0, table_at, version_at, len(version.encode()), len(layers)]
    out[8:8 + len(layers)] = places
    with open(path, "wb") as f:
        f.write(struct.pack(f"<{len(out)}I", *out))
    return 4 * len(out)
