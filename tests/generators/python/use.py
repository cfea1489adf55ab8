"""What a user of openapi-python-client writes: one page, one object, one analysis, one calculation."""

import json
import sys

from tillit_client import Client
from tillit_client.api.analyses import analyse_trust_gaps
from tillit_client.api.calculations import calculate_target_gaps
from tillit_client.api.measures import get_indicator, list_observations
from tillit_client.models import (
    GetIndicatorLang,
    IndicatorPage,
    Problem,
    TargetGapsInput,
    TargetGapsInputDirection,
)

client = Client(base_url=sys.argv[1])
page = list_observations.sync(
    client=client, indicator=['ins-01'], area=['se-9901,se-9901-d2'], period=['latest'], limit=2
)
indicator = get_indicator.sync('ins-01', client=client, lang=GetIndicatorLang.SV)
gaps = analyse_trust_gaps.sync(client=client, type_=['part_whole'], indicator=['ins-01'], area=['se-9901-d2'])
target = calculate_target_gaps.sync(
    client=client, body=TargetGapsInput(x=34, n=95, target=0.5, direction=TargetGapsInputDirection.UP)
)
nothing = get_indicator.sync('there-is-none', client=client)
assert isinstance(nothing, Problem), nothing

print(
    json.dumps(
        {
            'total': page.field_meta.total_records,
            'values': [one.value for one in page.observations],
            'code': indicator.code,
            'decimals': indicator.decimals,
            'name': indicator.name,
            'gap': gaps.trust_gaps[0].gap,
            'gap_ci': gaps.trust_gaps[0].gap_ci.to_dict(),
            'value': target.value,
            'status': target.target_status.value,
            'refused': nothing.status,
            'why': nothing.title,
        }
    )
)
