"""Clock, ids, paging, text, errors: what every concept uses and none owns."""
