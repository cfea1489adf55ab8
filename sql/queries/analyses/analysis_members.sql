-- All members of an evaluation, for a connection of the operator's. $1 evaluation.
-- Row participant: municipality, is_treated, share_level (that counts: none unless agreed), sampling (or null).
select m.municipality, m.arm = 'treated' as is_treated, case when m.agreed then m.share_level else 'none' end as share_level, m.sampling
from tillit.evaluation_member m
where m.evaluation = $1
order by m.municipality
