-- Withdrawal, step 1: no cell of the release is shown any longer, nor in history (INV-2).
-- $1 release. Result: none.
update tillit.published_cell p
set replaced_at = case when p.replaced_at <= now() then p.replaced_at else greatest(now(), p.published_at) end,
    retracted_at = coalesce(p.retracted_at, greatest(now(), p.published_at))
where p.release = $1;
