-- How fresh a series is on any day (domain.md 2.5); the other views tell it of today.
create function api.freshness(freq text, lag int, period_end date, day date) returns text immutable parallel safe
return tillit.freshness(freq, lag, period_end, day);
grant execute on function api.freshness(text, int, date, date) to tillit_app, tillit_public;
