"""What is said to a citizen about a code they sent; bot/qr/explaining.py puts it together."""

from __future__ import annotations

from bot.qr.judging import Kind
from bot.qr.vietqr import Service

ORDINALS = ("nhất", "hai", "ba", "tư")

NOT_READABLE = """\
Cháu chưa đọc được mã nào trong ảnh. Bác chụp lại giúp cháu nhé:
1. Đưa máy lại gần, để mã chiếm khoảng nửa tấm ảnh và không bị cắt góc nào.
2. Cầm máy ngay trước mã, giữ yên tay, chờ ảnh nét rồi mới chụp.
3. Chọn chỗ sáng, tắt đèn flash. Nếu mã bị lóa, bác nghiêng máy một chút.
4. Lau ống kính. Mã trên màn hình thì bác chụp màn hình rồi gửi."""

SEVERAL = (
    "Trong ảnh có {count} mã khác nhau. Bác coi chừng mã dán đè: kẻ gian hay dán mã của chúng lên trên hoặc bên cạnh"
    " mã thật."
)
TOO_MANY = "Cháu chỉ nói {count} mã đầu. Bác chụp riêng từng mã để cháu xem kỹ hơn."
STICKER = (
    "Bác hỏi người bán mã nào là mã đúng, và xem có lớp giấy dán đè không. Thấy dán đè thì đừng quét, báo người bán,"
    " ngân hàng và công an phường, xã."
)

LEADS = {
    Service.ACCOUNT: "Đây là mã chuyển tiền vào tài khoản ngân hàng (VietQR).",
    Service.CARD: "Đây là mã chuyển tiền vào thẻ ngân hàng (VietQR).",
    Service.MERCHANT: "Đây là mã trả tiền cho một cửa hàng (VietQR).",
    Service.CASH: (
        "Đây là mã rút tiền mặt ở cây ATM. Bác chỉ quét khi chính bác đang rút tiền ở cây ATM đó. Người khác gửi mã"
        " này bảo bác quét thì bác đừng làm."
    ),
    Service.OTHER: (
        "Đây là mã thanh toán, nhưng không phải mã chuyển vào tài khoản ngân hàng (có thể là mã VNPAY, ví điện tử,"
        " hoặc mã nước ngoài)."
    ),
}
UNKNOWN_BANK = "Ngân hàng: số {bin}, cháu chưa biết là ngân hàng nào. Bác xem tên ngân hàng trong app."
NO_AMOUNT = "Số tiền: mã không ghi sẵn, bác tự gõ khi chuyển"
NAME_IN_CODE = "Tên ghi trong mã: «{name}». Ai làm mã cũng tự ghi được tên này, nên chưa chắc đúng."
MANY_SCHEMES = "Mã này dùng cho nhiều loại app, mỗi app có thể hiện khác nhau. Bác tin theo điều app hiện ra."
NAME_MUST_MATCH = (
    "Cháu chỉ đọc được mã, không biết tài khoản là của ai. Khi bác quét, app ngân hàng sẽ hiện tên người nhận: tên đó"
    " phải khớp với người bác định trả. Không khớp thì bác dừng lại, đừng chuyển."
)

WEB_PAGE = "Mã này mở trang web {host}. Đây không phải mã chuyển tiền."
WEB_UNKNOWN = (
    "Mã này mở một trang web có địa chỉ viết khác thường, kẻ gian hay làm vậy để đánh lừa. Bác đừng mở. Đây không phải"
    " mã chuyển tiền."
)
WEB_WARNING = (
    "Bác đừng nhập mật khẩu, mã OTP, số thẻ, hay chụp căn cước và khuôn mặt ở trang web mở ra từ mã QR. Quét để trả"
    " tiền hay nhận tiền mà lại ra trang web thì bác dừng lại."
)

ABOUT = {
    Kind.PAYMENT_BAD_CRC: (
        "Đây là mã thanh toán nhưng phần kiểm tra của mã bị sai: mã in hỏng, làm lỗi, hoặc đã bị sửa. Bác đừng dùng"
        " mã này. Bác xin người bán mã khác, hoặc hỏi số tài khoản rồi gõ tay trong app và xem đúng tên."
    ),
    Kind.PAYMENT_BROKEN: (
        "Đây là mã thanh toán nhưng viết không đúng quy cách, app có thể hiểu sai. Bác đừng dùng mã này. Bác xin"
        " người bán mã khác, hoặc hỏi số tài khoản rồi gõ tay trong app và xem đúng tên."
    ),
    Kind.APP_LINK: (
        "Mã này mở một ứng dụng trong điện thoại, không phải mã chuyển tiền thông thường. Bác chỉ quét khi chính bác"
        " đang dùng ứng dụng đó. Người lạ gửi mã này bảo bác quét thì bác đừng làm: có thể mất tài khoản."
    ),
    Kind.CALL: (
        "Mã này gọi điện hoặc gửi tin nhắn tới một số hay một địa chỉ, không phải mã thanh toán. Bác đừng bấm gọi hay"
        " gửi nếu không biết đó là ai: có thể mất cước hoặc gặp kẻ lừa đảo."
    ),
    Kind.ID_CARD: (
        "Trong ảnh có mã của giấy tờ tùy thân, như căn cước hoặc thẻ bảo hiểm. Cháu không nhận ảnh này: cháu đã bỏ"
        " đi, không lưu và không xem tiếp.\n\nMã đó chứa số giấy tờ, họ tên, ngày sinh, nơi ở. Bác đừng gửi cho ai"
        " trên mạng, kể cả người xưng là cán bộ: kẻ gian có thể dùng để mạo danh bác. Bác xóa luôn ảnh trong khung"
        " chat này nhé.\n\nCần xem mã thanh toán, bác chụp riêng mã đó thôi."
    ),
    Kind.SECRET: (
        "Trong ảnh có mã bí mật dùng để tạo mã đăng nhập một lần. Cháu không nhận ảnh này: cháu đã bỏ đi, không"
        " lưu.\n\nAi có mã này có thể vào tài khoản của bác. Bác đừng gửi cho ai, và xóa luôn ảnh trong khung chat"
        " này nhé."
    ),
    Kind.WIFI: (
        "Mã này để vào một mạng Wi-Fi, không phải mã thanh toán. Bác chỉ vào mạng của nơi bác biết, và đừng mở app"
        " ngân hàng khi đang dùng Wi-Fi lạ."
    ),
    Kind.CONTACT: (
        "Mã này là một danh thiếp (tên, số điện thoại), không phải mã thanh toán. Bác chỉ lưu khi đúng là người bác"
        " quen."
    ),
    Kind.TEXT: (
        "Mã này chỉ chứa chữ, không phải mã thanh toán. Nếu chữ trong đó bảo bác gọi số lạ, chuyển tiền hay đưa mã"
        " OTP thì bác đừng làm theo."
    ),
    Kind.UNKNOWN: (
        "Cháu không hiểu mã này dùng làm gì. Nó không phải mã thanh toán VietQR, bác đừng dùng để chuyển tiền."
    ),
}
