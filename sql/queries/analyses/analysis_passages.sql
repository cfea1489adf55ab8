-- How often the passages of documents take which stance: all of them, by stance, by stance and form of trust, and by stance and who
-- trusts whom, as far as the passages say so. $1 codes of documents with commas.
-- Row passage: part, stance, trust_form, truster, trustee, n_passages, n_documents.
select case grouping(p.stance, p.trust_form, p.truster)
           when 7 then 'all' when 3 then 'stance' when 1 then 'stance' else 'relation' end as part,
       p.stance, p.trust_form, p.truster, p.trustee, count(p.code) as n_passages, count(distinct p.steering_document) as n_documents
from api.document_passages p
where p.steering_document = any (string_to_array($1, ','))
group by grouping sets ((), (p.stance), (p.stance, p.trust_form), (p.stance, p.truster, p.trustee))
having grouping(p.stance, p.trust_form, p.truster) in (7, 3)
    or grouping(p.trust_form) = 0 and p.trust_form is not null
    or grouping(p.truster) = 0 and num_nonnulls(p.truster, p.trustee) > 0
order by p.stance, p.trust_form nulls first, p.truster, p.trustee
