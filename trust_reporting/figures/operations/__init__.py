"""What registers add up to becomes the trust's figures (`publishing`), and is counted again at night (`checking`)."""

from trust_reporting.figures.operations.publishing import TOPICS, publish, publish_all, rebuild

__all__ = ["TOPICS", "publish", "publish_all", "rebuild"]
