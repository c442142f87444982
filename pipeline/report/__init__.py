"""The night's report: `writer.write_report` writes it, `decision_sheet.read_decision_sheet` takes verdicts back."""
