"""Documents that clients name: the trusted ones, and where automatic ones are kept."""

from graphql import GraphQLError

from commerce.kernel.graphql.engine import Engine, PersistedDocuments
from commerce.kernel.graphql.engine.persisted import DocumentStore, WrongManifest, read_manifest
from commerce.kernel.graphql.refusals import Refused
from commerce.kernel.settings import Settings, WrongSettings

_VARIABLE = "COMMERCE_DOCUMENTS"


def check_documents(settings: Settings) -> None:
    """See before anything is started that trusted documents, if there are any, can be used.

    The schema is built for this alone, so it is imported only when there is a manifest.

    Raises:
        WrongSettings: the manifest or a document in it cannot be used.
    """
    if settings.documents is not None or settings.documents_only:
        from commerce.http.engine import graphql_engine

        persisted_documents(settings, graphql_engine(settings))


def persisted_documents(settings: Settings, engine: Engine) -> PersistedDocuments:
    """What the settings want; every trusted document is checked against the schema.

    Raises:
        WrongSettings: the manifest or a document in it cannot be used.
    """
    if settings.documents is None:
        if settings.documents_only:
            raise WrongSettings(f"COMMERCE_DOCUMENTS_ONLY: needs a manifest in {_VARIABLE}")
        return PersistedDocuments(store=_store(settings))
    try:
        trusted = read_manifest(settings.documents)
    except WrongManifest as error:
        raise WrongSettings(f"{_VARIABLE}: {error}") from None
    for name, text in trusted.items():
        try:
            engine.documents.check(text)
        except Refused as refusal:
            reason = _line(refusal.errors[0])
            raise WrongSettings(f"{_VARIABLE}: document {name[:100]}: {reason}") from None
    return PersistedDocuments(trusted, only=settings.documents_only, store=_store(settings))


def _store(settings: Settings) -> DocumentStore | None:
    """Redis, which is imported only where it is used."""
    if settings.redis_url is None:
        return None
    from commerce.kernel.redis import RedisDocuments

    return RedisDocuments(str(settings.redis_url))


def _line(error: GraphQLError) -> str:
    return " ".join(error.message.split())[:300]
