-- Withdrawal, step 4. $1 release. Result: none.
update tillit.release set state = 'withdrawn' where code = $1;
