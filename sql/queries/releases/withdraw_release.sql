-- Withdrawal, step 4. $1 release. Result: none.
update tillit.release set state = 'withdrawn', withdrawn_at = now() where code = $1;
