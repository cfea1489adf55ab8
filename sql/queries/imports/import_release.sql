-- Whether a release can be seen. $1 code. One row; none when there is no such release to be seen.
-- Row seen_release: state.
select state from api.releases where code = $1;
