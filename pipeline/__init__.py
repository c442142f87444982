"""Files, dates, engines, params, DVC, MLflow and the command line. The only layer that touches the world."""
