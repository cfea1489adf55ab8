-- The disclosure control of a release has been made: planned becomes checked. $1 release. Result: none.
update tillit.release set state = 'checked' where code = $1 and state = 'planned';
