#!/usr/bin/env bash
# The step of the action: installs the suite apart from the caller's project, runs it, and puts the summary on the job's page.
set -uo pipefail
case $VERSION in
  */* | *.tgz) package=$VERSION ;;
  *) package="@hubbub/conformance@$VERSION" ;;
esac
tools=$(mktemp -d)
npm install --silent --no-audit --no-fund --prefix "$tools" "$package" || exit 2
mkdir -p "$REPORTS"
read -ra more <<<"$ARGS"
status=0
"$tools/node_modules/.bin/conformance" "$ENTRANT" --profile "$PROFILE" "${more[@]}" \
  --json "$REPORTS/results.json" --html "$REPORTS/matrix.html" --junit "$REPORTS/junit.xml" \
  --markdown "$REPORTS/summary.md" --badge "$REPORTS/badge.json" || status=$?
echo "status=$status" >>"$GITHUB_OUTPUT"
[ -s "$REPORTS/summary.md" ] && cat "$REPORTS/summary.md" >>"$GITHUB_STEP_SUMMARY"
exit "$status"
