-- The index of a trust form, or the one inside the organisation. $1: trust form, null for the inside.
-- Row index: code.
select i.code from api.indicators i
where i.unit = 'index_0_100' and case when $1::text is null then i.inside_out_level = 'all_levels' and i.kind = 'condition'
                                      else i.trust_form = $1 and i.kind = 'trust' end
order by i.code limit 1
