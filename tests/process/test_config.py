"""`kenbun config`, as scripts and people use it."""

from pathlib import Path

from tests.process.conftest import Kenbun


def test_a_file_goes_out_is_compared_and_comes_in(kenbun: Kenbun, tmp_path: Path) -> None:
    """`diff` ends with 0 where all is as the file says, with 2 where not; what is wrong is named, with 1."""
    kenbun.command("workspace", "create", "Acme")
    file = tmp_path / "kenbun.yaml"
    assert kenbun.command("config", "export", str(file)).returncode == 0
    text = file.read_text()
    file.write_text(text.replace("name: Hot, min: 50", "name: Hot, min: 40").replace("max: 49,", "max: 39,"))
    differs = kenbun.command("config", "diff", str(file))
    assert differs.returncode == 2
    assert "~ levels.engagement[Hot].min: 50 → 40" in differs.stdout
    done = kenbun.command("config", "import", str(file), "--workspace", "Acme")
    assert (done.returncode, done.stdout) == (0, differs.stdout)
    assert kenbun.command("config", "export").stdout == file.read_text()

    file.write_text(file.read_text().replace("color: orange", "color: mauve"))
    wrong = kenbun.command("config", "import", str(file))
    assert wrong.returncode == 1
    assert "kenbun: levels.engagement[2].color: Input should be" in wrong.stderr
