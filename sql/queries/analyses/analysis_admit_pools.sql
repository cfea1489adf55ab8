-- Which hidden members' figures each of some effects may be shown of (tillit.admit_pool), for a connection of the operator's; it is
-- noted. A part for each effect, with semicolons: $1 indicators, $2 respondent groups, $3 and $4 the two periods, $5 the hidden
-- members with commas, in order. $6: the named members with commas. Those that lock the same ask in one order whoever asks, so that
-- no two wait for each other; pools of the same figures in that of the parts, since what is shown first decides.
-- A row for each part.
-- Row admitted: number (of the part), members (with commas, or null).
select a.number,
       array_to_string(tillit.admit_pool(a.indicator, a.respondent_group, a.period_before, a.period_after, string_to_array(a.members, ','),
                                         string_to_array($6, ',')), ',') as members
from (select l.*
      from unnest(string_to_array($1, ';'), string_to_array($2, ';'), string_to_array($3, ';'), string_to_array($4, ';'),
                  string_to_array($5, ';')) with ordinality as l (indicator, respondent_group, period_before, period_after, members, number)
      order by l.indicator, l.respondent_group, l.period_before, l.period_after, l.number) a
