"""What was deleted, as the API answers it."""

from dataclasses import asdict

from pydantic import BaseModel, Field

from kenbun.erasure.erase import Erased


class _Counts(BaseModel):
    events: int
    sessions: int
    aliases: int
    fields: int
    watches: int
    shares: int
    waiting: int
    rejected: int


class ErasedShape(_Counts):
    """How much there was of the person. `waiting` calls had not been worked on, `rejected` ones could not be used."""

    lead_id: str = Field(examples=["ld_0192f0c1a5b77e3c8d2e4f6071829304"])

    @classmethod
    def of(cls, lead_id: str, erased: Erased) -> "ErasedShape":
        counts = asdict(erased)
        del counts["leads"]
        return cls(lead_id=lead_id, **counts)


class ErasedCompany(_Counts):
    """How much there was of its leads, all together."""

    account_id: str = Field(examples=["acct_0192f0c1a5b77e3c8d2e4f6071829304"])
    leads: int

    @classmethod
    def of(cls, account_id: str, erased: Erased) -> "ErasedCompany":
        return cls(account_id=account_id, **asdict(erased))
