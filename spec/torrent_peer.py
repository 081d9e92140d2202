# libtorrent's infohashes of a folder: torrent_peer.py FOLDER KIND PIECE_LENGTH
import os
import sys

try:
    import libtorrent as lt
except ImportError:
    sys.exit(3)
folder, kind, piece_length = sys.argv[1:]
files = lt.file_storage()
paths = []
for top, _, names in os.walk(folder):
    paths += [os.path.join(top, name) for name in names]
parent = os.path.dirname(folder)
for path in sorted(paths, key=lambda p: p.split("/")):
    files.add_file(os.path.relpath(path, parent), os.path.getsize(path))
of = lt.create_torrent
flags = {"v1": of.v1_only, "v2": of.v2_only, "hybrid": of.canonical_files_no_tail_padding}[kind]
torrent = of(files, int(piece_length), flags)
lt.set_piece_hashes(torrent, parent)
hashes = lt.torrent_info(torrent.generate()).info_hashes()
print(hashes.v1 if hashes.has_v1() else "", hashes.v2 if hashes.has_v2() else "", sep="\n")
