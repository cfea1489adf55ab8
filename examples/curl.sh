#!/usr/bin/env bash
# Trust in the municipality as a whole in Norrsjö, with its interval: CSV by curl, columns by awk.
set -euo pipefail
service=${TILLIT:-http://localhost:8080}

curl --silent --fail --get "$service/tillit/v1/observations" \
    --data indicator=ins-01 --data area=se-9901 --data sex=_T --data format=csv \
    --data fields=period,value,ci,obs_status |
    tr -d '\r' | # lines of CSV end in CR LF
    awk -F, 'NR > 1 { printf "%s  %s  (%.1f, %.1f)  %s\n", $1, $2, $3, $4, $5 }'
