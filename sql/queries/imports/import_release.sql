-- Whether a release can be seen. $1 code. Result: one row, its state; none when there is no such release to be seen.
select state from api.releases where code = $1;
