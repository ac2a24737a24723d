"""What a guide is: the shape of one YAML file in `guides/`.

The JSON Schema for editors is written from these classes, and the error texts are for editors: in Vietnamese.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, Optional

from pydantic import BaseModel, Extra, Field, constr, validator

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
if TYPE_CHECKING:
    # What pydantic 1 makes of each is a class of its own, which type checkers cannot follow.
    ItemId = str
    GuideId = str
    Text = str
    Title = str
    Summary = str
    Label = str
    SourceKey = str
else:
    ItemId = constr(regex=ID_PATTERN, max_length=20)
    GuideId = constr(regex=ID_PATTERN, max_length=28)
    # Strict: a phone number without quotes would be read as a number and lose its leading zero.
    Text = constr(strip_whitespace=True, min_length=1, strict=True)
    Title = constr(strip_whitespace=True, min_length=1, max_length=60, strict=True)
    Summary = constr(strip_whitespace=True, min_length=1, max_length=300, strict=True)
    Label = constr(strip_whitespace=True, min_length=1, max_length=40, strict=True)
    SourceKey = constr(regex=r"^[a-z0-9_]+$", max_length=40)

Conditions = dict[str, list[str]]

LEAST_EXAMPLES = 12


class Topic(str, Enum):
    """A group in the menu; the order here is the order citizens see."""

    VNEID = "vneid"
    PUBLIC_SERVICES = "dich_vu_cong"
    HEALTH = "suc_khoe"
    PAYMENTS = "thanh_toan"
    SAFETY = "an_toan"
    DIGITAL_SKILLS = "ky_nang_so"


class Status(str, Enum):
    """Whether citizens see a guide: only `published` ones."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Confidence(str, Enum):
    """How far the facts of a guide can be relied on; `low` is served without numbered steps."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Need(str, Enum):
    """How much a thing to have at hand matters."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    CHOICE = "choice"


class Part(BaseModel):
    """Base of every part of a guide: unknown keys are refused and nothing changes after loading."""

    class Config:
        extra = Extra.forbid
        allow_mutation = False


class Conditional(Part):
    """A part shown only while no answer rules it out: `only_if: {question: [option, …]}`."""

    only_if: Conditions = Field(default_factory=dict, description="Chỉ hiện khi câu hỏi này được trả lời như thế")


class Dated(Conditional):
    """A part that holds from one day to another, both included."""

    valid_from: Optional[date] = Field(None, description="Áp dụng từ ngày")
    valid_until: Optional[date] = Field(None, description="Áp dụng đến hết ngày")

    def holds_on(self, day: date) -> bool:
        """Whether this part is in force on `day`."""
        return (self.valid_from is None or day >= self.valid_from) and (
            self.valid_until is None or day <= self.valid_until
        )


class Thing(Conditional):
    """Something to have at hand before starting."""

    name: Text = Field(..., description="Tên giấy tờ hoặc đồ cần có")
    need: Need = Field(Need.REQUIRED, description="required: bắt buộc, optional: nên có, choice: một trong các thứ")
    note: Optional[Text] = Field(None, description="Ghi chú ngắn")


class Option(Part):
    """One answer to a question, shown as a button."""

    id: ItemId = Field(..., description="Mã của lựa chọn")
    label: Label = Field(..., description="Chữ trên nút, tối đa 40 ký tự")
    leads_to: Optional[GuideId] = Field(None, description="Mã bài khác sẽ mở khi chọn lựa chọn này")


class Question(Conditional):
    """One question that sorts out which case the citizen is in."""

    id: ItemId = Field(..., description="Mã câu hỏi")
    ask: Text = Field(..., description="Câu hỏi")
    why: Optional[Text] = Field(None, description="Vì sao phải hỏi")
    options: list[Option] = Field(..., min_items=2, max_items=8, description="Các câu trả lời")


class Step(Dated):
    """One screenful of a guide."""

    id: ItemId = Field(..., description="Mã bước, không đổi về sau")
    title: Text = Field(..., description="Tên bước")
    text: Text = Field(..., description="Việc phải làm")
    screen: Optional[Text] = Field(None, description="Màn hình sẽ hiện gì")
    tip: Optional[Text] = Field(None, description="Mẹo nhỏ")
    image: Optional[str] = Field(None, description="Đường dẫn ảnh https")
    sources: list[str] = Field(default_factory=list, description="Khoá của nguồn trong phần sources")
    checked: Optional[date] = Field(None, description="Ngày kiểm tra bước này")


class Problem(Conditional):
    """Something that goes wrong, told by the words on the screen, with its fix."""

    id: ItemId = Field(..., description="Mã lỗi")
    says: list[Text] = Field(..., min_items=1, description="Chữ trên màn hình, hoặc lời bà con than")
    fix: Text = Field(..., description="Cách xử lý")
    at: Optional[ItemId] = Field(None, description="Mã bước hay gặp lỗi này")


class Note(Dated):
    """A fee or a duration. 0 đồng is a fact; a guide that says nothing does not know."""

    text: Text = Field(..., description="Nội dung")
    way: Optional[Text] = Field(None, description="Cách nộp mà dòng này nói tới, ví dụ: trực tuyến")


class Warning(Dated):
    """What never to do; shown before the step where the harm happens, or at the start."""

    text: Text = Field(..., description="Lời cảnh báo")
    before: Optional[ItemId] = Field(None, description="Mã bước mà lời này phải đứng trước")


class Contact(Conditional):
    """Where to ask. A phone number whose `verified` is empty is shown as not yet verified."""

    name: Text = Field(..., description="Tên nơi hỗ trợ")
    phone: Optional[Text] = Field(None, description="Số điện thoại")
    where: Optional[Text] = Field(None, description="Địa chỉ hoặc trang web")
    hours: Optional[Text] = Field(None, description="Giờ làm việc")
    verified: Optional[date] = Field(None, description="Ngày kiểm chứng số này; để trống nếu chưa")


class Source(Part):
    """Where a fact comes from: an official page or named press, over https."""

    key: SourceKey = Field(..., description="Khoá để các bước nhắc tới")
    title: Text = Field(..., description="Tên trang, tên báo và bài")
    url: str = Field(..., description="Địa chỉ https của trang chính thức hoặc báo")
    date: str = Field(..., description="Ngày của nguồn: 2026-03-15, 2026-03 hoặc 2026")

    @validator("url")
    def _official_https(cls, url: str) -> str:
        if not re.match(r"^https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?$", url, re.IGNORECASE):
            raise ValueError("địa chỉ phải bắt đầu bằng https:// và một tên miền, không dùng số IP")
        host = url.split("/")[2].lower()
        if host.endswith(("github.com", "githubusercontent.com", "gitlab.com", "github.io")):
            raise ValueError("không dẫn kho mã của bên thứ ba; hãy dẫn trang chính thức hoặc báo")
        return url

    @validator("date", pre=True)
    def _year_month_or_day(cls, value: Any) -> str:
        text = value.isoformat() if isinstance(value, date) else str(value)
        if not re.match(r"^20\d\d(-(0[1-9]|1[0-2])(-[0-3]\d)?)?$", text):
            raise ValueError("ngày viết là 2026-03-15, 2026-03 hoặc 2026")
        return text


class Review(Part):
    """Who checked the guide against its sources, when, and when it is due again."""

    done_on: date = Field(..., description="Ngày kiểm tra")
    due_on: date = Field(..., description="Ngày phải kiểm tra lại")
    by: Text = Field(..., description="Người hoặc nhóm kiểm tra")


class Guide(Part):
    """One YAML file: takes a citizen through one task. `id` is the file's name."""

    id: GuideId = Field(..., description="Tên tệp, không viết trong tệp")
    title: Title = Field(..., description="Tên bài, tối đa 60 ký tự")
    summary: Summary = Field(..., description="Trả lời ngay điều cốt yếu, tối đa 300 ký tự")
    topic: Topic = Field(..., description="Nhóm trong danh mục")
    status: Status = Field(..., description="draft: nháp, published: đang dùng, retired: thôi dùng")
    confidence: Confidence = Field(..., description="Độ tin cậy của dữ kiện")
    examples: list[Text] = Field(..., min_items=LEAST_EXAMPLES, description="Các cách bà con hỏi, ít nhất 12 câu")
    who: Optional[Text] = Field(None, description="Bài này dành cho ai")
    prepare: list[Thing] = Field(default_factory=list, description="Cần chuẩn bị gì")
    questions: list[Question] = Field(default_factory=list, description="Câu hỏi để biết trường hợp nào")
    steps: list[Step] = Field(..., min_items=1, description="Các bước, từ trên xuống")
    problems: list[Problem] = Field(default_factory=list, description="Lỗi hay gặp và cách xử lý")
    cost: list[Note] = Field(default_factory=list, description="Phí")
    duration: list[Note] = Field(default_factory=list, description="Thời gian")
    warnings: list[Warning] = Field(default_factory=list, description="Điều không được làm")
    contacts: list[Contact] = Field(default_factory=list, description="Hỏi ở đâu")
    legal_basis: list[Text] = Field(default_factory=list, description="Căn cứ pháp lý")
    sources: list[Source] = Field(..., min_items=1, description="Nguồn")
    review: Review = Field(..., description="Đã kiểm tra ngày nào")
    related: list[GuideId] = Field(default_factory=list, description="Bài liên quan")

    def step(self, step_id: str) -> Optional[Step]:
        """The step with this id, if the guide has it."""
        return next((step for step in self.steps if step.id == step_id), None)

    def problem(self, problem_id: str) -> Optional[Problem]:
        """The problem with this id, if the guide has it."""
        return next((problem for problem in self.problems if problem.id == problem_id), None)


class Redirect(Part):
    """The stub a renamed guide leaves behind, so that old buttons still lead somewhere."""

    id: GuideId = Field(..., description="Tên tệp cũ")
    title: Text = Field(..., description="Tên cũ của bài")
    status: Status = Field(Status.RETIRED, description="retired")
    replaced_by: GuideId = Field(..., description="Mã bài thay thế")
