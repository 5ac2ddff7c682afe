using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class ShellTextTests
{
    [Theory]
    [InlineData("python train.py --epochs 1", "python", "train.py", "--epochs", "1")]
    [InlineData("sh -c 'exit 3'", "sh", "-c", "exit 3")]
    [InlineData(@"echo '' 'it'\''s' '$HOME' 'a|b' '*'", "echo", "", "it's", "$HOME", "a|b", "*")]
    [InlineData("'/opt/my tool/run' 'key=a b'", "/opt/my tool/run", "key=a b")]
    public void Words_AreQuotedWhereTheShellWouldReadThemOtherwise(string expected, params string[] words) => Assert.Equal(expected, ShellText.Of(words));
}
