using Joulemark.Storage;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Storage;

public sealed class FileFailureTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Why_SaysWhatToActBy()
    {
        var file = Path.Combine(_directory.Path, "file");
        File.WriteAllText(file, "");
        Assert.Equal("it is a folder", Why(_directory.Path, p => File.ReadAllText(p)));
        Assert.Equal("there is no such file", Why(Path.Combine(_directory.Path, "absent"), p => File.ReadAllText(p)));
        Assert.Equal($"there is no folder '{Path.Combine(_directory.Path, "no")}'", Why(Path.Combine(_directory.Path, "no/file"), p => File.WriteAllText(p, "")));
        Assert.Equal($"'{file}' is a file", Why(Path.Combine(file, "below"), p => File.WriteAllText(p, "")));
    }

    private static string Why(string path, Action<string> use)
    {
        var failure = Assert.ThrowsAny<Exception>(() => use(path));
        Assert.True(FileFailure.Is(failure));
        return FileFailure.Why(failure, path);
    }
}
