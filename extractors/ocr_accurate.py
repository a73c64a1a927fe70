"""The second OCR engine: RapidOCR (PP-OCR models), for the extra ``[ocr-accurate]``.

Slower and larger than Tesseract (about 8 CPU-seconds and 1 GB a page), with fewer wrong figures. Its models come inside
its package and are named here by path, so that nothing is ever fetched. Nothing here is used unless it is installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.ocr import Scan, kept_or_read
from extractors.ocr_looks import ScanWord

if TYPE_CHECKING:
    from PIL import Image

#: Pictures with a longer side are read smaller: memory grows with the area, and a letter page is 2,200 high.
LONGEST_SIDE = 2_400
#: Lines of a lower mean confidence are specks.
LEAST_CONFIDENCE = 0.5


@cache
def is_installed() -> bool:
    """Whether the extra is there: RapidOCR and the runtime that its models need."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def engine_name() -> str:
    """What reads, with its version: part of the key under which readings are kept."""
    import importlib.metadata

    return f"rapidocr {importlib.metadata.version('rapidocr')} words {LONGEST_SIDE}"


def read_accurately(image: Image.Image, turn: int) -> Scan:
    """Read a grey picture that must be turned clockwise by `turn` to stand upright; boxes in pixels after the turn."""
    upright = image.rotate(-turn, expand=True, fillcolor=255) if turn else image
    return kept_or_read(upright, engine_name(), lambda picture: Scan(turn, _read(picture)))


def _read(image: Image.Image) -> tuple[ScanWord, ...]:
    import numpy as np

    found = _engine()(np.asarray(image.convert("RGB")), return_word_box=True)
    if found.boxes is None:
        return ()  # a blank sheet
    words: list[ScanWord] = []
    for line in found.word_results:
        for text, confidence, corners in line:
            xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
            if text.strip():
                box = (round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))
                words.append((text.strip(), *box, round(float(confidence), 3), ""))
    return tuple(words)


@cache
def _engine() -> Any:
    rapidocr = importlib.import_module("rapidocr")
    importlib.import_module("cv2").setNumThreads(1)  # one core a page: the pool of children fills the machine
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    models = Path(str(rapidocr.__file__)).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,  # pages come upright; the check of each line turns good ones upside down
            "Global.text_score": LEAST_CONFIDENCE,
            "Global.max_side_len": LONGEST_SIDE,
            "Det.model_path": str(next(models.glob("*_det_small.onnx"))),
            "Rec.model_path": str(next(models.glob("*_rec_small.onnx"))),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
