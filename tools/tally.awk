# Adds up what the suites say of themselves: C tests ("FILE: N passed, N failed"), busted's closing line, and
# the single checks. Prints "N passed, N failed, N skipped" alone on a line; exit status 1 if any failed.
/: [0-9]+ passed, [0-9]+ failed$/ { passed += $(NF - 3); failed += $(NF - 1) }
/^[0-9]+ success(es)? \/ / {
  for (i = 1; i < NF; i++) {
    if ($(i + 1) ~ /^success/) passed += $i
    if ($(i + 1) ~ /^failure/ || $(i + 1) ~ /^error/) failed += $i
    if ($(i + 1) ~ /^pending/) skipped += $i
  }
}
END {
  printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
  exit failed > 0 || passed == 0
}
