"""Results as tables for people."""

import json

from cuegraph.web.table import Table, table_of

LENGTH = {"type": "literal", "value": "PT1H10M18S", "datatype": "http://www.w3.org/2001/XMLSchema#duration"}
RESULTS = json.dumps({"head": {"vars": ["length"]}, "results": {"bindings": [{"length": LENGTH}]}}).encode()


def test_a_duration_is_read_as_on_a_record_but_in_the_answer_to_a_query_of_ones_own() -> None:
    told, exact = table_of(RESULTS), table_of(RESULTS, variables=True)
    assert isinstance(told, Table)
    assert isinstance(exact, Table)
    assert [(each.text, each.exact) for each in told.rows[0]] == [("70:18", "PT1H10M18S")]
    assert exact.rows[0][0].text == "PT1H10M18S"
