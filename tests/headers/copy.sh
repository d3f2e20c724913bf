# copy.sh INCLUDE COPY STAMP: copies the headers without `#pragma GCC system_header`, and touches only those that changed, so
# that only what includes them is compiled again.
set -eu
cd "$1"
find . -name '*.hpp' | while read -r header; do
    mkdir -p "$2/${header%/*}"
    sed '/^#pragma GCC system_header$/d' "$header" >"$2/$header.new"
    if cmp -s "$2/$header.new" "$2/$header"; then rm "$2/$header.new"; else mv "$2/$header.new" "$2/$header"; fi
done
find "$2" -name '*.hpp' | while read -r header; do
    [ -e "${header#"$2"/}" ] || rm "$header"
done
touch "$OLDPWD/$3"
