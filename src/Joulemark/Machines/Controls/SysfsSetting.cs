using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Controls;

/// <summary>An attribute of sysfs that can be set.</summary>
/// <param name="control">The control it belongs to.</param>
/// <param name="sysfs">The tree.</param>
/// <param name="path">Where it is in the tree.</param>
internal class SysfsSetting(string control, string sysfs, string path) : ISetting
{
    public string Control => control;

    public string Target => path;

    public virtual string Label => path;

    protected string Sysfs => sysfs;

    protected string File => Path.Combine(sysfs, path);

    public SettingReading Read()
    {
        try
        {
            return System.IO.File.ReadAllText(File).Trim() is { Length: > 0 } text ? new SettingReading(ToValue(text)) : SettingReading.Unknown($"{File} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SettingReading.Unknown($"{File} cannot be read: {Reason(e)}");
        }
    }

    public virtual string? Problem(string value) => null;

    public virtual IReadOnlyList<ISetting> MovedBy(string value) => [];

    public SettingWrite Write(string value)
    {
        try
        {
            using var file = new FileStream(File, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(ToText(value) + "\n"));
            return SettingWrite.Done;
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && e.HResult == Errno.ReadOnlyFileSystem))
        {
            return SettingWrite.Refused($"{File} cannot be written: {Reason(e)}");
        }
        catch (IOException e)
        {
            return SettingWrite.Failed($"{File} cannot be written: {Reason(e)}");
        }
    }

    // The same file as the administrator of the host sees it.
    public string Command(string value) => $"echo {ToText(value)} | sudo tee /sys/{path}";

    /// <summary>A value as the file has it.</summary>
    protected virtual string ToText(string value) => value;

    /// <summary>What the file has, as a value.</summary>
    protected virtual string ToValue(string text) => text;

    private static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "it is not there",
        _ when e.HResult == Errno.ReadOnlyFileSystem => "it is mounted read-only",
        _ => e.Message,
    };
}
