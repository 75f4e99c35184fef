"""The one table from what went wrong to what is said over HTTP (RFC 9457)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from lib.errors import ProductError
from lib.web.language import Language

MEDIA_TYPE = "application/problem+json"

# Facts that are for the sentence or a header only, and not members of the problem.
_RETRY_AFTER = "retry_after_s"


@dataclass(frozen=True, slots=True)
class Problem:
    """A status, and a title and a detail in each language; `{facts}` are filled in."""

    status: int
    en: tuple[str, str]
    pt: tuple[str, str]

    def words(self, language: Language) -> tuple[str, str]:
        """The title and the detail in one language."""
        return self.pt if language == "pt-BR" else self.en


PROBLEMS: Mapping[str, Problem] = {
    "malformed-json": Problem(
        400,
        ("The body is not JSON", "Send a JSON object with Content-Type: application/json."),
        ("O corpo não é JSON", "Envie um objeto JSON com Content-Type: application/json."),
    ),
    "invalid-request": Problem(
        422,
        ("The request is not valid", "{problem}"),
        ("A requisição não é válida", "{problem}"),
    ),
    "missing-field": Problem(
        422,
        ("The request is not complete", "“{field}” is missing."),
        ("A requisição não está completa", "Falta “{field}”."),
    ),
    "one-or-all": Problem(
        422,
        (
            "Say what to forget",
            (
                "Send “{field}” to forget one, or “all=true” to forget everything: one of the two "
                "is needed, and both together are refused."
            ),
        ),
        (
            "Diga o que esquecer",
            (
                "Envie “{field}” para esquecer um só, ou “all=true” para esquecer tudo: é preciso "
                "um dos dois, e os dois juntos são recusados."
            ),
        ),
    ),
    "unknown-view": Problem(
        422,
        (
            "There is no such view",
            "Use view=ready, view=config, view=metrics, job=ID, or none for liveness.",
        ),
        (
            "Esta visão não existe",
            "Use view=ready, view=config, view=metrics, job=ID, ou nenhum deles.",
        ),
    ),
    "invalid-cursor": Problem(
        400,
        ("The cursor is not valid", "Use next_cursor as the previous page gave it."),
        ("O cursor não é válido", "Use next_cursor como veio na página anterior."),
    ),
    "body-too-large": Problem(
        413,
        (
            "The body is too large",
            "A request may have {limit} bytes. Audio goes straight to storage: POST /api/upload.",
        ),
        (
            "O corpo é grande demais",
            (
                "Uma requisição pode ter {limit} bytes. O áudio vai direto ao armazenamento: "
                "POST /api/upload."
            ),
        ),
    ),
    "question-too-long": Problem(
        422,
        ("The question is too long", "Ask in at most {limit} characters; this has {length}."),
        ("A pergunta é longa demais", "Pergunte em até {limit} caracteres; esta tem {length}."),
    ),
    "file-empty": Problem(
        422,
        ("The file is empty", "The file has no bytes. Export it again."),
        ("O arquivo está vazio", "O arquivo não tem nenhum byte. Exporte de novo."),
    ),
    "file-too-large": Problem(
        413,
        (
            "The file is too large",
            "Files may have {limit_mb} MB; this has {size_mb}. Export FLAC, which loses nothing.",
        ),
        (
            "O arquivo é grande demais",
            "O limite é {limit_mb} MB; este tem {size_mb}. Exporte em FLAC, que não perde nada.",
        ),
    ),
    "unsupported-type": Problem(
        415,
        (
            "This type of file can't be read",
            "{format} is not read here. Export WAV, AIFF, FLAC, OGG/Opus or MP3.",
        ),
        (
            "Este tipo de arquivo não é lido",
            "{format} não é lido aqui. Exporte em WAV, AIFF, FLAC, OGG/Opus ou MP3.",
        ),
    ),
    "upload-not-found": Problem(
        404,
        ("No such upload", "Uploads last a day. Start again with POST /api/upload."),
        ("Envio não encontrado", "Um envio vale por um dia. Recomece com POST /api/upload."),
    ),
    "upload-incomplete": Problem(
        409,
        (
            "The upload is not complete",
            "Storage does not have all {size} bytes yet. Go on sending, then ask again.",
        ),
        (
            "O envio não está completo",
            "O armazenamento ainda não tem os {size} bytes. Continue o envio e tente de novo.",
        ),
    ),
    "hash-mismatch": Problem(
        422,
        (
            "The bytes are not those announced",
            "The stored file's SHA-256 differs from the one announced. Upload it again.",
        ),
        (
            "Os bytes não são os anunciados",
            "O SHA-256 do arquivo guardado difere do anunciado. Envie de novo.",
        ),
    ),
    "audio-unreadable": Problem(
        422,
        (
            "This is not audio we can read",
            (
                "Its bytes are not those of a WAV, AIFF, FLAC, OGG/Opus or MP3 file, whatever its "
                "name says. Export it again."
            ),
        ),
        (
            "Não é um áudio que conseguimos ler",
            (
                "Os bytes não são de um arquivo WAV, AIFF, FLAC, OGG/Opus ou MP3, seja qual for o "
                "nome. Exporte de novo."
            ),
        ),
    ),
    "audio-unsupported": Problem(
        415,
        (
            "This audio format is not read",
            "{format} is not read here. Export WAV, FLAC or MP3.",
        ),
        (
            "Este formato de áudio não é lido",
            "{format} não é lido aqui. Exporte em WAV, FLAC ou MP3.",
        ),
    ),
    "audio-empty": Problem(
        422,
        (
            "There is no audio in the file",
            "The file holds no samples: it is empty or ends after its header. Export it again.",
        ),
        (
            "Não há áudio no arquivo",
            "O arquivo não tem nenhuma amostra: está vazio ou acaba no cabeçalho. Exporte de novo.",
        ),
    ),
    "audio-truncated": Problem(
        422,
        (
            "The file is cut off",
            (
                "It ends after {found_s} s, before its own format says that it is over. Export or "
                "copy it again."
            ),
        ),
        (
            "O arquivo está cortado",
            (
                "Ele acaba em {found_s} s, antes do fim que o próprio formato indica. Exporte ou "
                "copie de novo."
            ),
        ),
    ),
    "audio-damaged": Problem(
        422,
        (
            "The file is damaged",
            (
                "Its bytes contradict each other inside, though the end is there. Export or copy "
                "it again."
            ),
        ),
        (
            "O arquivo está danificado",
            "Os bytes se contradizem por dentro, embora o fim esteja lá. Exporte ou copie de novo.",
        ),
    ),
    "audio-too-long": Problem(
        422,
        ("The audio is too long", "At most {limit_s} seconds are measured. Send a shorter piece."),
        ("O áudio é longo demais", "Medimos até {limit_s} segundos. Envie um trecho menor."),
    ),
    "audio-too-short": Problem(
        422,
        ("The audio is too short", "At least {limit_s} seconds are needed to measure loudness."),
        ("O áudio é curto demais", "São precisos ao menos {limit_s} segundos para medir loudness."),
    ),
    "audio-invalid-samples": Problem(
        422,
        (
            "The audio holds impossible samples",
            (
                "At {at_s} s there are values that are not numbers or are absurdly large. Look for "
                "a broken plug-in and export again."
            ),
        ),
        (
            "O áudio tem amostras impossíveis",
            (
                "Em {at_s} s há valores que não são números ou são absurdos. Procure um plug-in "
                "com defeito e exporte de novo."
            ),
        ),
    ),
    "audio-rate-unsupported": Problem(
        422,
        (
            "This sample rate is not read",
            "{sample_rate_hz} Hz is outside 8 to 192 kHz. Export at 44.1 or 48 kHz.",
        ),
        (
            "Esta taxa de amostragem não é lida",
            "{sample_rate_hz} Hz está fora de 8 a 192 kHz. Exporte em 44,1 ou 48 kHz.",
        ),
    ),
    "audio-channels-unsupported": Problem(
        422,
        (
            "This many channels are not read",
            "The file has {channels} channels; 1 to 8 are read. Export a stereo mix.",
        ),
        (
            "Não lemos tantos canais",
            "O arquivo tem {channels} canais; lemos de 1 a 8. Exporte um mix estéreo.",
        ),
    ),
    "idempotency-key-reused": Problem(
        422,
        (
            "The Idempotency-Key belongs to another request",
            "Use a new key for a new request, and the old one only to repeat the old request.",
        ),
        (
            "A Idempotency-Key é de outra requisição",
            "Use uma chave nova para cada requisição, e a antiga só para repetir a antiga.",
        ),
    ),
    "analysis-not-found": Problem(
        404,
        ("No such analysis", "You have no analysis with this id."),
        ("Análise não encontrada", "Você não tem uma análise com este id."),
    ),
    "analysis-not-ready": Problem(
        409,
        ("The analysis is still running", "Follow it at /api/status?job={job}."),
        ("A análise ainda está em andamento", "Acompanhe em /api/status?job={job}."),
    ),
    "conversation-not-found": Problem(
        404,
        ("No such conversation", "Nothing that you said in this session is kept."),
        ("Conversa não encontrada", "Nada do que você disse nesta sessão está guardado."),
    ),
    "job-not-found": Problem(
        404,
        ("No such job", "You have no job with this id."),
        ("Tarefa não encontrada", "Você não tem uma tarefa com este id."),
    ),
    "job-cancelled": Problem(
        409,
        ("The analysis was cancelled", "Ask for it again if you want it after all."),
        ("A análise foi cancelada", "Peça de novo se ainda quiser."),
    ),
    "job-abandoned": Problem(
        500,
        (
            "The analysis failed {attempts} times",
            (
                "The workers that took it stopped before the end. Ask for it again; if it fails "
                "again, report this request's id."
            ),
        ),
        (
            "A análise falhou {attempts} vezes",
            (
                "Quem a executava parou antes do fim. Peça de novo; se falhar outra vez, informe "
                "o id desta requisição."
            ),
        ),
    ),
    "job-too-slow": Problem(
        504,
        (
            "The analysis took too long",
            (
                "It was stopped after {deadline_s} s, more than a file of this length should "
                "take. Ask for it again; if it fails again, export the file anew."
            ),
        ),
        (
            "A análise demorou demais",
            (
                "Foi interrompida após {deadline_s} s, mais do que um arquivo desta duração "
                "deveria levar. Peça de novo; se falhar outra vez, exporte o arquivo de novo."
            ),
        ),
    ),
    "job-expired": Problem(
        503,
        ("The analysis waited too long", "It was not started within a day. Ask for it again."),
        ("A análise esperou demais", "Ela não começou em um dia. Peça de novo."),
    ),
    "not-signed-in": Problem(
        401,
        ("Sign in first", "Send a valid token as Authorization: Bearer."),
        ("Entre primeiro", "Envie um token válido em Authorization: Bearer."),
    ),
    "token-expired": Problem(
        401,
        ("Your sign-in has expired", "Get a new token and send the request again."),
        ("Sua sessão expirou", "Obtenha um novo token e repita a requisição."),
    ),
    "token-revoked": Problem(
        401,
        ("Your sign-in was withdrawn", "Sign in again; a disabled account must be enabled first."),
        ("Seu acesso foi revogado", "Entre de novo. Uma conta desativada precisa ser reativada."),
    ),
    "app-not-verified": Problem(
        401,
        (
            "This app could not be verified",
            "Send a valid App Check token as X-Firebase-AppCheck. On the page, reload it.",
        ),
        (
            "Este aplicativo não pôde ser verificado",
            "Envie um token válido do App Check em X-Firebase-AppCheck. Na página, recarregue.",
        ),
    ),
    "forbidden": Problem(
        403,
        ("Not allowed", "This call is not for this caller."),
        ("Não permitido", "Esta chamada não é para quem a fez."),
    ),
    "production-only": Problem(
        403,
        ("Not in a preview", "This is done by production alone; here nothing was done."),
        ("Não em uma prévia", "Só a produção faz isto; aqui nada foi feito."),
    ),
    "not-found": Problem(
        404,
        ("Nothing here", "There is no such address. The calls are listed in /openapi.json."),
        ("Nada aqui", "Este endereço não existe. As chamadas estão em /openapi.json."),
    ),
    "method-not-allowed": Problem(
        405,
        ("This method is not answered here", "The calls are listed in /openapi.json."),
        ("Este método não é atendido aqui", "As chamadas estão em /openapi.json."),
    ),
    "too-many-requests": Problem(
        429,
        (
            "Too many requests",
            "You may ask {limit} times in {window_s} seconds. Try again in {retry_after_s} s.",
        ),
        (
            "Requisições demais",
            "São {limit} em {window_s} segundos. Tente de novo em {retry_after_s} s.",
        ),
    ),
    "write-conflict": Problem(
        409,
        ("Somebody else changed this meanwhile", "Read it again, then repeat your change."),
        ("Alguém mudou isto no meio-tempo", "Leia de novo e repita a mudança."),
    ),
    "session-busy": Problem(
        409,
        (
            "The last question is still being answered",
            "One question at a time in a session. Wait for the answer, or send Prefer: wait=20.",
        ),
        (
            "A última pergunta ainda está sendo respondida",
            "Uma pergunta por vez em cada sessão. Espere a resposta ou envie Prefer: wait=20.",
        ),
    ),
    "busy": Problem(
        503,
        ("All workers are taken", "Nothing was lost. Try again in {retry_after_s} s."),
        ("Todos os trabalhadores estão ocupados", "Nada se perdeu. Tente em {retry_after_s} s."),
    ),
    "dependency-down": Problem(
        503,
        (
            "A part of the service is not answering",
            "{service} did not answer. Nothing was lost; try again in {retry_after_s} s.",
        ),
        (
            "Uma parte do serviço não responde",
            "{service} não respondeu. Nada se perdeu; tente de novo em {retry_after_s} s.",
        ),
    ),
    "not-configured": Problem(
        503,
        ("The service is not set up", "{variable} is missing from this deployment's settings."),
        ("O serviço não está configurado", "Falta {variable} na configuração desta instalação."),
    ),
    "internal": Problem(
        500,
        ("Something went wrong on our side", "Report this request's id if it happens again."),
        ("Algo deu errado do nosso lado", "Informe o id desta requisição se acontecer de novo."),
    ),
}

_DEFAULT_RETRY_AFTER_S = {"dependency-down": 5, "busy": 20, "analysis-not-ready": 2}


def problem(
    slug: str, facts: Mapping[str, Any], *, language: Language, request_id: str
) -> dict[str, Any]:
    """The problem as a JSON object; its facts are members of their own."""
    entry = PROBLEMS.get(slug, PROBLEMS["internal"])
    facts = {**_retry(slug, facts), **facts}
    shown = defaultdict(lambda: "?", {name: _shown(fact, language) for name, fact in facts.items()})
    title, detail = (text.format_map(shown) for text in entry.words(language))
    return {
        **facts,
        "type": f"/problems.html#{slug}",
        "title": title,
        "status": entry.status,
        "detail": detail,
        "code": slug if slug in PROBLEMS else "internal",
        "request_id": request_id,
    }


def response(error: ProductError, *, language: Language, request_id: str) -> JSONResponse:
    """The whole answer to a request that ended in a product error."""
    body = problem(error.slug, error.facts, language=language, request_id=request_id)
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    if _RETRY_AFTER in body:
        headers["Retry-After"] = str(math.ceil(body[_RETRY_AFTER]))
    if body["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, body["status"], headers=headers, media_type=MEDIA_TYPE)


def _retry(slug: str, facts: Mapping[str, Any]) -> dict[str, int]:
    if _RETRY_AFTER in facts or slug not in _DEFAULT_RETRY_AFTER_S:
        return {}
    return {_RETRY_AFTER: _DEFAULT_RETRY_AFTER_S[slug]}


def _shown(fact: Any, language: Language) -> str:
    text = f"{fact:g}" if isinstance(fact, float) else str(fact)
    return text.replace(".", ",") if isinstance(fact, float) and language == "pt-BR" else text
